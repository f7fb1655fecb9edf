export const journal = {
  about: 'Tout ce qui s’est passé ici, sans son. Le plus récent d’abord.',
  period: 'Période',
  hours: '{n} h',
  refused: 'Le journal n’a pas pu être lu : {why}',
  unreachable: 'Le journal n’a pas pu être lu : le bureau ne répond pas.',
  empty: 'Rien pendant cette période.',
  cut: 'Les plus anciens de cette période ne sont pas affichés.',
  ours: 'notre alerte',
} as const;
