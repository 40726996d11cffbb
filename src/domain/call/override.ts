/** What keeps a call from going by our ranking, whatever that says. */
export type Override =
  /** A colleague's own number: the default menu. */
  | 'colleague'
  /** Everything is noted, nobody hears anything of it. */
  | 'shadow'
  /** The CRM is asked first for a menu of its own. */
  | 'crm-menu';

/** In the order in which a call meets them. */
export function overridesOf(situation: {
  readonly isColleague: boolean;
  readonly shadow: boolean;
  readonly asksCrmForMenus: boolean;
}): readonly Override[] {
  return [
    ...(situation.isColleague ? (['colleague'] as const) : []),
    ...(situation.asksCrmForMenus && !situation.isColleague ? (['crm-menu'] as const) : []),
    ...(situation.shadow ? (['shadow'] as const) : []),
  ];
}
