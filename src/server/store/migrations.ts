// The schema, step by step. A step that has been released is never changed.

export const migrations: readonly string[] = [
  `
  CREATE TABLE learner (
    id TEXT PRIMARY KEY,
    created_ms INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE session (
    id TEXT PRIMARY KEY,
    learner TEXT NOT NULL REFERENCES learner (id) ON DELETE CASCADE,
    lab TEXT NOT NULL,
    driver TEXT,
    running INTEGER NOT NULL DEFAULT 0,
    used_ms INTEGER NOT NULL,
    UNIQUE (learner, lab)
  ) STRICT;

  CREATE TABLE kept_part (
    session TEXT NOT NULL,
    part TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (session, part)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE progress (
    learner TEXT PRIMARY KEY REFERENCES learner (id) ON DELETE CASCADE,
    labs TEXT NOT NULL
  ) STRICT;
  `,
];
