import { CATALOGUE_EVENTS } from '#libs/catalogue';
import { DutiesProjection } from './projection';

test.each(Object.keys(CATALOGUE_EVENTS))('Art. 19: the list of duties takes its terms from %s', type => {
  expect(new DutiesProjection().concerns({ stream: 'catalogue', type } as never)).toBe(true);
});
