export { decideSignIn } from './sign-in';
