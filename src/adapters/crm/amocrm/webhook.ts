/** `contacts[update][0][id]`; companies come as contacts. What follows the third bracket is nothing to us. */
const KEY_OF_OURS = /^(?:contacts|companies|leads|task|message)\[[a-z_]{1,40}\]\[\d{1,6}\]/;

/**
 * Whether a notice of amoCRM (form encoding) is about anything that we read. No more of it is believed: it is
 * unsigned and may come late, after a deleted contact was restored. The door limits its length.
 */
export function isNoticeForUs(body: string): boolean {
  return [...new URLSearchParams(body).keys()].some((key) => KEY_OF_OURS.test(key));
}
