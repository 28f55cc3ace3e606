/** The five providers, in the order they are listed everywhere. */
export const providers = ['odds88', 'gr8', 'oddsgigant', 'databet', 'betcore'] as const;

export type Provider = (typeof providers)[number];

export function isProvider(text: string): text is Provider {
  return (providers as readonly string[]).includes(text);
}
