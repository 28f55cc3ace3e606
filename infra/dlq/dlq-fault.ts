/** 1: it was asked for rightly and did not work; 2: something else has to be asked for. */
export type FaultCode = 1 | 2;

/** Why the command ends, as one line for the person who ran it: what was wrong, where, and what to do. */
export class DlqFault extends Error {
  override readonly name = 'DlqFault';
  readonly code: FaultCode;

  constructor(code: FaultCode, message: string) {
    super(message.replaceAll(/\s+/g, ' ').trim());
    this.code = code;
  }
}
