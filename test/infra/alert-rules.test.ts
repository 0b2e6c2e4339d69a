import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployed, ofType, only } from './deployed.ts';
import { alerts, events, eventsOf, isMet, queries } from './queries.ts';

interface Rule {
  readonly displayName: string;
  readonly enabled: boolean;
  readonly evaluationFrequency: string;
  readonly windowSize: string;
  readonly skipQueryValidation: boolean;
  readonly autoMitigate: boolean;
  readonly actions: { readonly actionGroups: readonly string[] };
  readonly criteria: { readonly allOf: readonly Condition[] };
}

interface Condition {
  readonly operator: string;
  readonly threshold: number;
  readonly timeAggregation: string;
  readonly failingPeriods: { readonly numberOfEvaluationPeriods: number; readonly minFailingPeriodsToAlert: number };
}

const deployment = deployed({ alertEmail: 'operator@example.com' });
const rules = ofType(deployment, 'Microsoft.Insights/scheduledQueryRules').map(
  ({ body }) => body.properties as unknown as Rule,
);
const each = alerts.map((alert, i) => ({ alert, rule: rules[i]!, condition: rules[i]!.criteria.allOf[0]! }));
const byName = (name: string) => alerts.find((alert) => alert.name === name)!;

/** Minutes of PT5M or PT1H. */
function minutes(duration: string): number {
  const [, hours = '0', rest = '0'] = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(duration) ?? assert.fail(duration);
  return Number(hours) * 60 + Number(rest);
}

/** Said again and again for as long as it lasts: when it is said no more, it is over. All else is said once. */
const saidAgain = new Set([
  ...['watcher-awake', 'broadcast-stalled', 'change-held', 'throttled', 'teams-unreachable'],
  ...['token-refused', 'activity-refused', 'strangers-refused'],
]);

test('whoever asked for mails gets them: each alert is on, and goes to a group that is on and has the address', () => {
  const { name, properties } = only(deployment, 'Microsoft.Insights/actionGroups');
  const { enabled, emailReceivers } = properties as { enabled: boolean; emailReceivers: { emailAddress: string }[] };
  assert.deepEqual([enabled, emailReceivers.map(({ emailAddress }) => emailAddress)], [true, ['operator@example.com']]);
  for (const { enabled: isOn, actions, displayName } of rules) {
    assert.deepEqual([isOn, actions.actionGroups], [true, [`/Microsoft.Insights/actionGroups/${name}`]], displayName);
  }
});

test('an alert is made of what stands in the table: how often, how far back, from how many on, at the first time', () => {
  for (const { alert, rule, condition } of each) {
    assert.deepEqual([rule.evaluationFrequency, rule.windowSize], [alert.every, alert.window], alert.name);
    const { operator, threshold, timeAggregation, failingPeriods } = condition;
    assert.deepEqual([operator, threshold, timeAggregation], [alert.operator, alert.threshold, 'Count'], alert.name);
    assert.deepEqual(failingPeriods, { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }, alert.name);
  }
});

test('an alert looks back at least as far as its looks are apart, so that nothing falls between two', () => {
  for (const { alert, rule } of each) {
    assert.ok(minutes(rule.windowSize) >= minutes(rule.evaluationFrequency), alert.name);
    assert.equal(minutes(rule.windowSize) === 60, alert.description.includes('in an hour'), alert.name);
  }
});

test('one line is enough, or none: how many there must be stands in the query, where it can be read', () => {
  for (const { alert, condition } of each) {
    const { operator, threshold } = condition;
    assert.ok(['GreaterThan 0', 'LessThan 1'].includes(`${operator} ${threshold}`), alert.name);
  }
});

test('nothing is called resolved that was said once, and each time it is said one mail tells of it', () => {
  for (const { alert, rule } of each) {
    const goesOn = eventsOf(alert.query).map((event) => saidAgain.has(event));
    assert.deepEqual([...new Set(goesOn)], [rule.autoMitigate], alert.name);
    if (!rule.autoMitigate) assert.equal(rule.windowSize, rule.evaluationFrequency, alert.name);
  }
});

test('rules can be made before there is a line, or a table for one', () => {
  for (const { skipQueryValidation, displayName } of rules) assert.equal(skipQueryValidation, true, displayName);
});

test('a line that stands for many counts as many, wherever lines are counted', () => {
  const sums = 'sum(coalesce(tolong(line.times), 1))';
  const counting = queries.filter(({ query }) => {
    const named = eventsOf(query);
    // A query that names no event is about all.
    const isBounded = named.length === 0 || named.some((event) => events[event]!.fields.includes('times'));
    return isBounded && /\bsummarize\b/.test(query);
  });
  assert.ok(counting.length >= 3);
  for (const { name, query } of counting) {
    assert.ok(query.includes(sums), name);
    assert.doesNotMatch(query, /\bcount(if)?\(|\bdcount/, name);
  }
});

test('many did not get it: more than one in twenty, five at least; a test is none of it', () => {
  const { query } = byName('many-failed');
  const among = (failed: number, delivered: number) => isMet(query, { failed, delivered });
  assert.deepEqual([among(6, 94), among(5, 95), among(51, 949), among(50, 950)], [true, false, true, false]);
  assert.deepEqual([among(5, 0), among(4, 0), among(0, 0)], [true, false, false]);
  assert.match(query, /tostring\(line\.test\) != 'true'/);
});

test('Teams slows sending down: more than twenty episodes in what is looked at, or one outage', () => {
  const { query } = byName('throttled');
  const of = (episodes: number, outages: number) => isMet(query, { episodes, outages });
  assert.deepEqual([of(20, 0), of(21, 0), of(0, 1)], [false, true, true]);
});

test('many are refused: more than two hundred', () => {
  const { query } = byName('refused');
  assert.deepEqual([isMet(query, { refused: 200 }), isMet(query, { refused: 201 })], [false, true]);
});
