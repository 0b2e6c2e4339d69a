import assert from 'node:assert/strict';
import type { PersonRecord } from '../../shared/api/views/person-data.ts';
import { bob, dan, type releaseStage } from '../lifecycle/release-stage.ts';

export type Stage = Awaited<ReturnType<typeof releaseStage>>;

export const remove = (stage: Stage, id: string, query = '') => stage.call(dan, 'DELETE', `people/${id}${query}`);

export async function dataOf(stage: Stage, id: string): Promise<readonly PersonRecord[]> {
  const { status, text } = await stage.call(dan, 'GET', `people/${id}/data`);
  assert.equal(status, 200, text);
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as PersonRecord]));
}

/** A broadcast to everyone that everybody has had for a while. */
export async function sent(stage: Stage, asked: object = {}): Promise<string> {
  const id = await stage.create(bob, asked);
  assert.ok(await stage.ended(id));
  await stage.wait(2);
  return id;
}
