/**
 * The parts of an Adaptive Card that can be wrong: what holds other elements, and what must be there. As data, from the
 * schema of version 1.5 (adaptivecards.io/schemas/1.5.0) and, below, from what Teams adds to it (msteams-docs and the
 * Adaptive Cards documentation hub). A property that is not named here is not looked at: Teams ignores what it does not
 * know, and a style it does not know is shown as the default one.
 */
export type Rule = {
  readonly needed?: true;
} & (
  | { readonly is: 'string' | 'any' | 'elements' | 'actions' | 'action' | 'card' | 'inlines' }
  /** An array of objects which have no choice of type, and may leave it out. */
  | { readonly is: 'parts'; readonly of: string }
);

export type Shape = Readonly<Record<string, Rule>>;

const string: Rule = { is: 'string', needed: true };
const elements: Rule = { is: 'elements' };
const parts = (of: string): Rule => ({ is: 'parts', of });
const needed = (rule: Rule): Rule => ({ ...rule, needed: true });
const tappable: Shape = { selectAction: { is: 'action' } };
const input: Shape = { id: string };

export const cardShape: Shape = {
  body: elements,
  actions: { is: 'actions' },
  ...tappable,
  fallbackText: { is: 'string' },
};

/** What may stand in a body, by type. */
export const elementShapes: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['TextBlock', { text: string }],
  ['RichTextBlock', { inlines: needed({ is: 'inlines' }) }],
  ['Image', { url: string, ...tappable }],
  ['ImageSet', { images: needed(parts('Image')) }],
  ['Media', { sources: needed(parts('MediaSource')) }],
  ['Container', { items: needed(elements), ...tappable }],
  ['ColumnSet', { columns: parts('Column'), ...tappable }],
  ['FactSet', { facts: needed(parts('Fact')) }],
  ['ActionSet', { actions: needed({ is: 'actions' }) }],
  ['Table', { columns: parts('TableColumnDefinition'), rows: parts('TableRow') }],
  ['Input.Text', { ...input, inlineAction: { is: 'action' } }],
  ['Input.Number', input],
  ['Input.Date', input],
  ['Input.Time', input],
  ['Input.Toggle', { ...input, title: string }],
  ['Input.ChoiceSet', { ...input, choices: parts('Input.Choice') }],
  // Of Teams alone; it takes them in cards of version 1.5.
  ['Carousel', { pages: needed(parts('CarouselPage')) }],
  ['Icon', { name: string, ...tappable }],
  ['CodeBlock', {}],
  ['CompoundButton', tappable],
  ['Badge', {}],
  ['Rating', {}],
  ['Input.Rating', input],
  ['ProgressBar', {}],
  ['ProgressRing', {}],
  ['Component', { name: string }],
  ['TabSet', {}],
  ['Accordion', {}],
  ['Chart.Donut', {}],
  ['Chart.Pie', {}],
  ['Chart.Line', {}],
  ['Chart.Gauge', {}],
  ['Chart.VerticalBar', {}],
  ['Chart.VerticalBar.Grouped', {}],
  ['Chart.HorizontalBar', {}],
  ['Chart.HorizontalBar.Stacked', {}],
]);

export const actionShapes: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['Action.OpenUrl', { url: string }],
  ['Action.Submit', {}],
  ['Action.Execute', {}],
  ['Action.ShowCard', { card: { is: 'card' } }],
  ['Action.ToggleVisibility', { targetElements: { is: 'any', needed: true } }],
  // Of Teams alone.
  ['Action.OpenUrlDialog', {}],
  ['Action.ResetInputs', {}],
  ['Action.InsertImage', {}],
  ['Action.Popover', {}],
]);

/** What may stand in a RichTextBlock, beside a bare string. */
export const inlineShapes: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['TextRun', { text: string, ...tappable }],
  ['IconRun', tappable],
  ['ImageRun', tappable],
  ['CitationRun', { text: string }],
]);

/** What stands in a place where nothing else can. */
export const partShapes: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['Column', { items: elements, ...tappable }],
  ['Image', { url: string, ...tappable }],
  ['Fact', { title: string, value: string }],
  ['MediaSource', { url: string }],
  ['Input.Choice', { title: string, value: string }],
  ['TableColumnDefinition', {}],
  ['TableRow', { cells: parts('TableCell') }],
  ['TableCell', { items: needed(elements), ...tappable }],
  ['CarouselPage', { items: needed(elements), ...tappable }],
]);
