export * from './acceptances.sql';
export * from './outside-policy.sql';
export * from './renewals.sql';
