/** What a test and the process that runs its hub say to each other, a JSON line each. The end of input ends the hub. */
export type ToOwnHub =
  { readonly kind: 'serve' } | { readonly kind: 'stop' | 'start'; readonly name: string };

export type FromOwnHub =
  | {
      readonly kind: 'cloned';
      readonly server: { readonly host: string; readonly port: number };
      /** Ordinary name → name on the server. */
      readonly databases: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'ready' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string };
