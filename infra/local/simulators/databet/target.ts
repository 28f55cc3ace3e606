import { assert } from '../../../../lib/domain/assert.ts';

/** The operator's server, as DATA.BET was told of it. */
export interface WebhookTarget {
  urlOf(callbackPath: string): URL;
  /** The same, as it may be shown. */
  shownPathOf(callbackPath: string): string;
  /** The base URL, as it may be shown. */
  readonly shownUrl: string;
  /** The text without the secret, for what others say who may repeat it. */
  masked(text: string): string;
}

/** Enough of a secret to tell two apart. */
const shownCharacters = 4;

/** Shorter segments are names like `callbacks`, which may stand in any text. */
const shortestSecret = 16;

/**
 * Reads a base URL; undefined for what is none. Its last segment is taken for the secret and never shown in full,
 * whatever it is.
 */
export function webhookTarget(text: string): WebhookTarget | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const plain = url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  if (!plain || !['http:', 'https:'].includes(url.protocol)) return undefined;

  const base = url.pathname.replace(/\/+$/, '');
  const secret = base.slice(base.lastIndexOf('/') + 1);
  const mask = `${secret.length < shortestSecret ? '' : secret.slice(0, shownCharacters)}…`;
  const shownBase = secret === '' ? base : `${base.slice(0, base.length - secret.length)}${mask}`;
  return {
    urlOf: (callbackPath) => new URL(`${url.origin}${base}${callbackPath}`),
    shownPathOf: (callbackPath) => `${shownBase}${callbackPath}`,
    shownUrl: `${url.origin}${shownBase}`,
    masked: (said) => (secret.length < shortestSecret ? said : said.replaceAll(secret, mask)),
  };
}

/** Where callbacks go, as soon as somebody has said it. */
export interface TargetSetting {
  current(): WebhookTarget | undefined;
  set(target: WebhookTarget): void;
}

export function targetSetting(): TargetSetting {
  let target: WebhookTarget | undefined;
  return {
    current: () => target,
    set(given) {
      target = given;
    },
  };
}

/** For URLs made here. */
export function knownTarget(text: string): WebhookTarget {
  const target = webhookTarget(text);
  assert(target !== undefined, 'our own webhook URL is one');
  return target;
}
