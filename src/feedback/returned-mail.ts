/** A bounce is some kilobytes and the newsletter that it returns; of a longer one the beginning says all. */
export const maxReturnedBytes = 1024 * 1024;
