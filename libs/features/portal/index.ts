import { ApplicationController } from './application.controller';

export { decideSignIn } from './sign-in';
export { SignIns } from './sign-ins';
export { Views } from './views';
export const APPLICATION_CONTROLLERS = [ApplicationController];
