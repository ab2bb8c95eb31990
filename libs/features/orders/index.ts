export { bodyOf, isBody, type BodyCode, type GroundCode } from './bodies';
export * from './events';
