import type { Benchmark } from '../benchmark.ts';
import { median } from '../median.ts';
import { textTable } from '../text-table.ts';
import { compareSenders, type Sender, senders } from './compare.ts';
import { installPeers } from './peers.ts';

export const throughput: Benchmark = {
  name: 'throughput',
  title: 'Sending as fast as it goes, beside others',

  async run({ messages, concurrency, rounds }, say) {
    await installPeers(say);
    const comparison = await compareSenders(messages, concurrency, rounds, say);
    const names = Object.keys(senders) as Sender[];
    const rates = (name: Sender) => comparison.rounds[name].map(({ seconds }) => messages / seconds);
    const cpu = (name: Sender) => comparison.rounds[name].map(({ cpuMicros }) => cpuMicros / messages);
    const against = (name: Sender) => median(rates('carillon')) / median(rates(name));
    const range = (values: readonly number[]) =>
      `${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))}`;
    say(
      textTable(
        ['sender', 'messages/s', 'range', 'CPU µs each', 'range', 'connections', 'Carillon ÷ it'],
        names.map((name) => [
          senders[name],
          String(Math.round(median(rates(name)))),
          range(rates(name)),
          String(Math.round(median(cpu(name)))),
          range(cpu(name)),
          String(comparison.connections[name]),
          against(name).toFixed(2),
        ]),
      ),
    );
    return {
      cpuMicrosPerDelivery: median(cpu('carillon')),
      throughputVsConnectorClient: against('connector-client'),
      throughputVsNotificationBot: against('notification-bot'),
      throughputVsBarePost: against('bare-post'),
    };
  },
};
