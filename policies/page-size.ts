/** How many records a page holds where the caller does not say: what a subgraph gives and what the gateway reckons with. */
export const DEFAULT_PAGE = 50;
/** The largest page that may be asked for: the gateway refuses more before anything is fetched, and so does a subgraph. */
export const LARGEST_PAGE = 500;
/** The most elements of a list that is no page, such as suggestions: each is worked out for whoever asks. */
export const LARGEST_LIST = 100;
