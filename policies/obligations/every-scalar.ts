/** Every scalar of the graph that carries data: those of GraphQL and of the subgraphs' prelude, cursors left out. */
export const EVERY_SCALAR: readonly string[] = [
  'Boolean',
  'Date',
  'DateTime',
  'DivisionCode',
  'Fen',
  'Float',
  'ID',
  'Int',
  'Month',
  'String',
];
