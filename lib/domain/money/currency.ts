/** An upper-case ISO 4217 code, or one named in configuration. */
export type Currency = string & { readonly __currency: never };

/** Code → digits after the point. */
export type Currencies = ReadonlyMap<string, number>;

/** Digits shown when an amount has no currency. */
const digitsWithoutCurrency = 2;

// ISO 4217, active codes of money that is spent, by number of minor digits (funds, metals and test codes left out).
const isoByDigits: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY ' +
    'COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ' +
    'ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK ' +
    'MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP ' +
    'SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ' +
    'ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
};

/**
 * The currencies one deployment knows: ISO 4217 plus `extra` (code → minor digits), for instance
 * a provider's own tokens.
 */
export function knownCurrencies(extra: Readonly<Record<string, number>> = {}): Currencies {
  const known = new Map<string, number>();
  for (const [digits, codes] of Object.entries(isoByDigits)) {
    for (const code of codes.split(' ')) known.set(code, Number(digits));
  }
  for (const [code, digits] of Object.entries(extra)) known.set(code, digits);
  return known;
}

export function parseCurrency(text: string, known: Currencies): Currency | undefined {
  return known.has(text) ? (text as Currency) : undefined;
}

/** Digits after the point an amount of this currency is shown and paid with. */
export function minorDigitsOf(currency: Currency | null, known: Currencies): number {
  return currency === null ? digitsWithoutCurrency : (known.get(currency) ?? digitsWithoutCurrency);
}
