import { DataController } from './data.controller';
import { LinksController } from './links.controller';
import { ObjectionsController } from './objections.controller';
import { ServicesController } from './services.controller';
import { SharingController } from './sharing.controller';

export const SUBJECT_CONTROLLERS = [
  DataController,
  ServicesController,
  LinksController,
  SharingController,
  ObjectionsController,
];
