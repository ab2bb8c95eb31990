import type { Check } from '../check';
import { asOf } from './as-of';
import { audit } from './audit';
import { badInput } from './bad-input';
import { catalogue } from './catalogue';
import { customerStory } from './customer';
import { erasure } from './erasure';
import { faults } from './faults';
import { order } from './order';
import { register } from './register';
import { request } from './request';
import { views } from './views';

/** What is looked at, each by itself: `--only NAME` for one of them. */
export const STORIES: Readonly<Record<string, (check: Check) => Promise<void>>> = {
  views,
  erasure,
  request,
  order,
  register,
  catalogue,
  'as-of': asOf,
  customer: customerStory,
  audit,
  faults,
  'bad-input': badInput,
};
