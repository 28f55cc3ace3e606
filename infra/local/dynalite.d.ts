/** The part of dynalite we use; the package brings no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Folder of the database; absent keeps it in memory. */
    readonly path?: string;
    /** How long a table stays in CREATING. */
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  /** An HTTP server that speaks DynamoDB's protocol; closing it closes the database. */
  function dynalite(options?: DynaliteOptions): Server;

  export = dynalite;
}
