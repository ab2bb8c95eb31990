// Faults are provoked by time-outs and signals: on a machine that others load, a test gets a second try, and the first
// failure is printed: at once, before the tests that follow change what it finds. At a developer's desk there is one try.
if (process.env.CI) jest.retryTimes(1, { logErrorsBeforeRetry: true, retryImmediately: true });
