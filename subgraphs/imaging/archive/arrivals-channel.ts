/** On which the archive says, when it has entered an object, that something has arrived; not what. */
export const ARRIVALS_CHANNEL = 'archive_arrivals';
