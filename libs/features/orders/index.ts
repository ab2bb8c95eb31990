export { bodyOf, type BodyCode, type GroundCode } from './bodies';
export * from './events';
