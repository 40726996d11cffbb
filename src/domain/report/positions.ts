import { counted, playedMenus, rankedCalls, type ToldCall } from './learning.ts';
import { shareOf, type Share } from './share.ts';

/** Whether a place in the menu is keyed because of who stands there, or because it is that place. */
export interface PositionReport {
  /** Of the menus that were played and had that place: it was keyed. First place first. */
  readonly places: readonly Share[];
  /** Null when no order was drawn by lot. */
  readonly swaps: SwapReport | null;
}

/** Menus whose order was drawn by lot. */
export interface SwapReport {
  readonly asRanked: Places;
  readonly swapped: Places;
  /**
   * How many times the first place is keyed as often as the second, whoever stands there; each menu weighs
   * 1 ÷ its propensity. 1: the place does nothing. Null while one of the two orders was not drawn, or the second place
   * never keyed.
   */
  readonly firstToSecond: number | null;
}

interface Places {
  readonly first: Share;
  readonly second: Share;
}

/** docs/ranking.md, 10.4: fewer calls of each order cannot tell 50 % from 60 %. */
export const SWAPS_WANTED = 390;
const PLACES_MAX = 3;

export function positionReport(calls: readonly ToldCall[]): PositionReport {
  const menus = playedMenus(calls);
  const places = Array.from({ length: PLACES_MAX }, (_, place) =>
    shareOf(
      counted(
        menus.filter(({ offered }) => offered.length > place),
        ({ chosenSlot }) => chosenSlot === place,
      ),
    ),
  ).filter(({ n }) => n > 0);
  return { places, swaps: swapReport(menus) };
}

function swapReport(menus: readonly ToldCall[]): SwapReport | null {
  const drawn = rankedCalls(menus).filter(({ lesson }) => lesson.randomised);
  if (drawn.length === 0) return null;
  const asRanked = drawn.filter(({ lesson }) => !lesson.swapped);
  const swapped = drawn.filter(({ lesson }) => lesson.swapped);
  const weightOf = (place: number): number =>
    drawn
      .filter(({ chosenSlot }) => chosenSlot === place)
      .reduce((sum, { lesson }) => sum + 1 / lesson.propensity, 0);
  const [first, second] = [weightOf(0), weightOf(1)];
  const isTold = asRanked.length > 0 && swapped.length > 0 && second > 0;
  return {
    asRanked: placesOf(asRanked),
    swapped: placesOf(swapped),
    firstToSecond: isTold ? first / second : null,
  };
}

function placesOf(menus: readonly ToldCall[]): Places {
  const keyed = (place: number): Share =>
    shareOf(counted(menus, ({ chosenSlot }) => chosenSlot === place));
  return { first: keyed(0), second: keyed(1) };
}
