/** A token and a password that are found again wherever they turn up. */
export const TOKEN = 'token-Zq81';
export const PASSWORD = `pass-Zq82 @/:$'"\\é`;

/** What a team has to say: everything else has a default. */
export const VALUES = {
  git: {
    repo: 'https://git.example.com/team/shop.git',
    branch: 'main',
    user: 'deploy',
    token: TOKEN,
  },
  backendConfig: {
    db: { user: 'shop', host: 'mysql.example.com', database: 'shop', password: PASSWORD },
  },
} as const;

/** VALUES with some of them changed; `undefined` leaves one out. */
export function valuesWith(changes: Changes): object {
  return {
    ...VALUES,
    ...changes.top,
    git: { ...VALUES.git, ...changes.git },
    backendConfig: { db: { ...VALUES.backendConfig.db, ...changes.db } },
  };
}

/** Changes by where they stand. */
export type Changes = {
  readonly top?: object;
  readonly git?: object;
  readonly db?: object;
};
