import type { Money } from '@wishlins/contract/common';
import type { Node, Value } from './document.ts';
import { isA, isNode, textOf, valuesOf } from './nodes.ts';
import { currencyOf, findPrices, readAmount, type Region } from './price.ts';

/** What a thing costs, as its offers state it: one price, or several of which the page must say which. */
export interface Stated {
  prices: Money[];
  /** The lowest of many offers, as the page itself sums them up. */
  from?: Money;
}

/** Prices for some people only, crossed out, by the month, for a part. */
const otherPrice =
  /ListPrice|Strikethrough|MSRP|SRP$|MinimumAdvertised|RegularPrice|DeliveryCharge|PaymentCharge|InstallmentPrice/i;

/** What the offers of a thing state. `region` and `currency` say what an amount without a currency may be in. */
export function readOffers(product: Node, region: Region, byId: ReadonlyMap<string, Node>): Stated {
  const offers = nodesIn(valuesOf(product, 'offers'), byId);
  const summed = offers.filter(
    (offer) => isA(offer, /^AggregateOffer$/i) || ('lowPrice' in offer && !('price' in offer)),
  );
  const single = [
    ...offers.filter((offer) => !summed.includes(offer)),
    ...summed.flatMap((sum) => nodesIn(valuesOf(sum, 'offers'), byId)),
  ];
  const own = offers.length === 0 && ('price' in product || 'priceSpecification' in product) ? [product] : [];
  const prices = distinct([...own, ...preferred(single)].flatMap((offer) => priceOf(offer, region) ?? []));
  const [lowest] = summed.flatMap((sum) => money(sum, 'price', region) ?? money(sum, 'lowPrice', region) ?? []);
  return lowest ? { prices, from: lowest } : { prices };
}

/** What is new and to be had goes before what is not. */
function preferred(offers: readonly Node[]): Node[] {
  const [forAll, fresh] = [
    offers.filter(isForAll),
    (offer: Node) => !/Used|Refurbished|Damaged/i.test(textOf(offer, 'itemCondition') ?? ''),
  ];
  const some = forAll.some(fresh) ? forAll.filter(fresh) : forAll;
  const isThere = (offer: Node) => !/OutOfStock|SoldOut|Discontinued/i.test(textOf(offer, 'availability') ?? '');
  return some.some(isThere) ? some.filter(isThere) : some;
}

function isForAll(offer: Node): boolean {
  const customer = textOf(offer, 'eligibleCustomerType') ?? '';
  return (
    !/Business|Reseller/i.test(customer) &&
    !('validForMemberTier' in offer) &&
    !otherPrice.test(textOf(offer, 'priceType') ?? '')
  );
}

function priceOf(offer: Node, region: Region): Money | undefined {
  const specifications = valuesOf(offer, 'priceSpecification').filter(isNode);
  const fitting = specifications.filter(isWhole);
  const stated = money(offer, 'price', region, textOf(specifications[0], 'priceCurrency'));
  const specified = distinct(
    fitting.flatMap((one) => money(one, 'price', region, textOf(offer, 'priceCurrency')) ?? []),
  );
  if (stated) return stated;
  if (specified.length === 1) return specified[0];
  // With and without tax: people pay the former.
  const taxed = fitting.filter(
    (one) => one['valueAddedTaxIncluded'] === true || one['valueAddedTaxIncluded'] === 'true',
  );
  const [one, ...more] = distinct(taxed.flatMap((each) => money(each, 'price', region) ?? []));
  return more.length === 0 ? one : undefined;
}

function isWhole(specification: Node): boolean {
  const type = `${textOf(specification, 'priceType') ?? ''} ${textOf(specification, '@type') ?? ''} ${textOf(specification, 'name') ?? ''}`;
  const isPart = ['billingDuration', 'billingIncrement', 'billingPeriod', 'validForMemberTier'].some(
    (name) => name in specification,
  );
  const [reference] = valuesOf(specification, 'referenceQuantity');
  const isPerUnit = isNode(reference) && !/^(?:1|C62|)$/.test(textOf(reference, 'value') ?? '');
  return (
    isForAll(specification) &&
    !otherPrice.test(type) &&
    !isPart &&
    !isPerUnit &&
    !/MON|month/i.test(textOf(specification, 'unitCode') ?? '')
  );
}

function money(offer: Node, property: string, region: Region, otherwise?: string): Money | undefined {
  const given: Value | undefined = valuesOf(offer, property).find(
    (value) => typeof value === 'number' || (typeof value === 'string' && value.trim() !== ''),
  );
  if (typeof given !== 'number' && typeof given !== 'string') return undefined;
  const named = textOf(offer, 'priceCurrency') ?? otherwise ?? textOf(offer, 'currency');
  const currency = named && currencyOf(named, region);
  const amount = currency ? readAmount(given, currency) : undefined;
  if (currency && amount) return { amount, currency };
  const [written, ...more] = findPrices(String(given), region, currency);
  return written && more.length === 0 ? written.price : undefined;
}

/** Things, also those that are only named by their id. */
function nodesIn(values: readonly Value[], byId: ReadonlyMap<string, Node>): Node[] {
  return values.filter(isNode).map((node) => {
    const id = typeof node['@id'] === 'string' ? node['@id'] : '';
    return Object.keys(node).length === 1 ? (byId.get(id) ?? node) : node;
  });
}

export function distinct(prices: readonly Money[]): Money[] {
  return prices.filter((price, at) => prices.findIndex((other) => isSame(price, other)) === at);
}

export function isSame(one: Money, other: Money): boolean {
  return one.amount === other.amount && one.currency === other.currency;
}
