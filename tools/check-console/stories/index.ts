import type { Check } from '../check';
import { asOf } from './as-of';
import { audit } from './audit';
import { badInput } from './bad-input';
import { breach } from './breach';
import { catalogue } from './catalogue';
import { customerStory } from './customer';
import { duties } from './duties';
import { erasure } from './erasure';
import { faults } from './faults';
import { management } from './management';
import { matter } from './matter';
import { meanwhile } from './meanwhile';
import { mediation } from './mediation';
import { order } from './order';
import { planted } from './planted';
import { register } from './register';
import { request } from './request';
import { today } from './today';
import { views } from './views';

/** What is looked at, each by itself: `--only NAME` for one of them. */
export const STORIES: Readonly<Record<string, (check: Check) => Promise<void>>> = {
  views,
  today,
  erasure,
  request,
  order,
  duties,
  mediation,
  matter,
  breach,
  management,
  register,
  catalogue,
  'as-of': asOf,
  customer: customerStory,
  audit,
  faults,
  meanwhile,
  'bad-input': badInput,
  planted,
};
