import { systemClock } from '../../shared/clock.ts';
import { clockSuite } from './clock-suite.ts';

clockSuite('the machine’s own', () => ({ clock: systemClock, until: (promise) => promise }));
