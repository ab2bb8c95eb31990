/** Connection strings of the two databases, each with the role that it is opened by. */
export interface DatabaseUrls {
  /** The service's own role: may only what migrations granted. */
  readonly service: string;
  /** Owner of the log's database: migrates and rebuilds. */
  readonly owner: string;
  /** The keyring's database, by the role that owns it. */
  readonly keyring: string;
}
