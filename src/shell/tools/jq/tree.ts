// The tree of a jq filter.

export type Filter =
  | { readonly kind: 'identity' | 'recurse' | 'empty' }
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'text'; readonly parts: readonly (string | Filter)[]; readonly format: string | undefined }
  | { readonly kind: 'format'; readonly name: string }
  | { readonly kind: 'index'; readonly of: Filter; readonly key: Filter }
  | { readonly kind: 'slice'; readonly of: Filter; readonly from: Filter | undefined; readonly to: Filter | undefined }
  | { readonly kind: 'each'; readonly of: Filter }
  | { readonly kind: 'try'; readonly body: Filter; readonly otherwise: Filter | undefined }
  | { readonly kind: 'pipe' | 'comma'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'update'; readonly operator: string; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'negate'; readonly of: Filter }
  | { readonly kind: 'array'; readonly of: Filter | undefined }
  | { readonly kind: 'object'; readonly entries: readonly { readonly key: Filter; readonly value: Filter }[] }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly test: Filter; readonly yes: Filter }[];
      readonly otherwise: Filter | undefined;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Filter[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'bind'; readonly source: Filter; readonly names: Pattern; readonly body: Filter }
  | { readonly kind: 'reduce'; readonly source: Filter; readonly names: Pattern; readonly start: Filter; readonly step: Filter }
  | {
      readonly kind: 'foreach';
      readonly source: Filter;
      readonly names: Pattern;
      readonly start: Filter;
      readonly step: Filter;
      readonly extract: Filter | undefined;
    }
  | {
      readonly kind: 'define';
      readonly name: string;
      readonly parameters: readonly string[];
      readonly body: Filter;
      readonly rest: Filter;
    };

/** What `as` binds: a variable, or variables inside an array or object. */
export type Pattern =
  | { readonly name: string }
  | { readonly items: readonly Pattern[] }
  | { readonly fields: readonly { readonly key: string; readonly to: Pattern }[] };
