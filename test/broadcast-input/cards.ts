/** Cards as people send them, by what they show. */
export const cards: Readonly<Record<string, object>> = {
  'a line of text': {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.0',
    body: [{ type: 'TextBlock', text: 'Water is off until 14:00', wrap: true, weight: 'Bolder' }],
  },
  'nothing but a frame': { type: 'AdaptiveCard', version: '1.5' },
  'text, picture and buttons': {
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    fallbackText: 'Summer party',
    body: [
      { type: 'Image', url: 'https://contoso.com/party.png', altText: 'A party', size: 'Stretch' },
      { type: 'TextBlock', text: 'Summer party', size: 'Large', separator: true },
      {
        type: 'FactSet',
        facts: [
          { title: 'When', value: 'Friday' },
          { title: 'Where', value: 'Garden' },
        ],
      },
    ],
    actions: [
      { type: 'Action.OpenUrl', title: 'Details', url: 'https://contoso.com/party' },
      { type: 'Action.Execute', title: 'I come', verb: 'rsvp', data: { answer: 'yes' } },
      { type: 'Action.Submit', title: 'I do not', data: { answer: 'no' } },
      { type: 'Action.ToggleVisibility', title: 'More', targetElements: ['more'] },
      {
        type: 'Action.ShowCard',
        title: 'Comment',
        card: { type: 'AdaptiveCard', body: [{ type: 'Input.Text', id: 'comment', isMultiline: true }] },
      },
    ],
  },
  'columns and a table, which is of 1.5': {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      {
        type: 'ColumnSet',
        columns: [
          { type: 'Column', width: 'auto', items: [{ type: 'TextBlock', text: 'left' }] },
          { type: 'Column', width: 'stretch', selectAction: { type: 'Action.OpenUrl', url: 'https://contoso.com' } },
        ],
      },
      {
        type: 'Table',
        columns: [{ width: 1 }, { width: 2 }],
        rows: [
          {
            type: 'TableRow',
            cells: [
              { type: 'TableCell', items: [{ type: 'TextBlock', text: 'a' }] },
              { type: 'TableCell', items: [{ type: 'TextBlock', text: 'b' }] },
            ],
          },
        ],
      },
    ],
  },
  'a form': {
    type: 'AdaptiveCard',
    version: '1.3',
    body: [
      { type: 'Input.Text', id: 'name', label: 'Name', isRequired: true, errorMessage: 'Please' },
      { type: 'Input.Number', id: 'age', min: 0 },
      { type: 'Input.Date', id: 'day' },
      { type: 'Input.Time', id: 'hour' },
      { type: 'Input.Toggle', id: 'ok', title: 'Fine' },
      { type: 'Input.ChoiceSet', id: 'food', choices: [{ title: 'Soup', value: 'soup' }], style: 'compact' },
      { type: 'ActionSet', actions: [{ type: 'Action.Submit', title: 'Send' }] },
    ],
  },
  'rich text, a gallery and a film': {
    type: 'AdaptiveCard',
    version: '1.2',
    body: [
      { type: 'RichTextBlock', inlines: ['plain ', { type: 'TextRun', text: 'bold', weight: 'Bolder' }] },
      { type: 'ImageSet', images: [{ type: 'Image', url: 'https://contoso.com/a.png' }] },
      { type: 'Media', sources: [{ mimeType: 'video/mp4', url: 'https://contoso.com/a.mp4' }] },
      { type: 'Container', items: [{ type: 'TextBlock', text: 'inside' }], bleed: true },
    ],
  },
};
