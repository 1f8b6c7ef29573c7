import { createHash } from 'node:crypto';

/** One thing that can be drawn, and the part of the whole it belongs to (a county, a rule, a scheme). */
export interface Drawable {
  /** Names it within the whole: equal ids are one thing. */
  readonly id: string;
  readonly stratum: string;
}

export interface Drawn<Item extends Drawable> {
  readonly item: Item;
  /** How many of its stratum there were, and how many of them were drawn: what a rate is weighed with. */
  readonly stratumSize: number;
  readonly stratumDrawn: number;
}

/**
 * Draws `size` things by chance, each stratum by its share of the whole (largest remainders) and with one at least while
 * `size` allows it. The same seed draws the same things from the same whole, in whatever order it is given; nobody who
 * does not know the seed can tell which. Answers fewer where there are fewer.
 */
export function drawSample<Item extends Drawable>(
  items: Iterable<Item>,
  size: number,
  seed: string,
): readonly Drawn<Item>[] {
  const strata = strataOf(items);
  const shares = allot(
    [...strata].map(([name, of]) => ({ name, size: of.size })),
    size,
  );
  return [...strata].flatMap(([name, of]) => {
    const share = shares.get(name) ?? 0;
    const ranked = [...of.values()]
      .map((item) => ({ item, rank: rankOf(seed, item) }))
      .sort((a, b) => (a.rank < b.rank ? -1 : 1));
    return ranked.slice(0, share).map(({ item }) => ({ item, stratumSize: of.size, stratumDrawn: share }));
  });
}

function strataOf<Item extends Drawable>(items: Iterable<Item>): ReadonlyMap<string, Map<string, Item>> {
  const strata = new Map<string, Map<string, Item>>();
  for (const item of items) {
    const stratum = strata.get(item.stratum) ?? new Map<string, Item>();
    stratum.set(item.id, item);
    strata.set(item.stratum, stratum);
  }
  return new Map([...strata].sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface Stratum {
  readonly name: string;
  readonly size: number;
}

/** How many to draw of each: in proportion, but one of each first, the largest first where there is not one for all. */
function allot(strata: readonly Stratum[], size: number): ReadonlyMap<string, number> {
  const total = strata.reduce((sum, stratum) => sum + stratum.size, 0);
  const wanted = Math.min(size, total);
  const byNeed = strata
    .map(({ name, size: of }) => ({ name, of, exact: (wanted * of) / (total || 1) }))
    .sort((a, b) => b.of - a.of || (a.name < b.name ? -1 : 1));
  const shares = new Map(
    byNeed.map(({ name, of, exact }, index) => [
      name,
      Math.min(of, Math.max(Math.floor(exact), index < wanted ? 1 : 0)),
    ]),
  );
  const drawn = (): number => [...shares.values()].reduce((sum, share) => sum + share, 0);
  const lacking = ({ name, exact }: { readonly name: string; readonly exact: number }): number =>
    exact - (shares.get(name) ?? 0);
  while (drawn() !== wanted) {
    const isShort = drawn() < wanted;
    const candidates = byNeed.filter(({ name, of }) => {
      const share = shares.get(name) ?? 0;
      return isShort ? share < of : share > 1;
    });
    const [most] = candidates.sort((a, b) => (isShort ? lacking(b) - lacking(a) : lacking(a) - lacking(b)));
    if (most === undefined) break;
    shares.set(most.name, (shares.get(most.name) ?? 0) + (isShort ? 1 : -1));
  }
  return shares;
}

function rankOf(seed: string, { id, stratum }: Drawable): string {
  return createHash('sha256')
    .update(JSON.stringify([seed, stratum, id]))
    .digest('hex');
}
