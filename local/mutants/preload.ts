/** Loaded before a test file (`node --import`): the product is changed as CARILLON_MUTANT names it. */
import { applyMutant } from './apply-mutant.ts';

const name = process.env['CARILLON_MUTANT'];
if (name !== undefined) applyMutant(name);
