import type { ApiMessage, CatalogHead, GroupDefinition, Issue } from "../generated/types.js";
import { at, AT, type AtOptions } from "./at.js";
import { Handle, write } from "./engine.js";
import { invalidOption } from "./error.js";
import { type ResponseInput, toBytes } from "./input.js";
import { checks, readOptions, type Check } from "./options.js";
import { knownZones, zoneOf } from "./zone.js";

/** Options of {@link Catalog.definitions}. */
export interface DefinitionOptions extends AtOptions {
  /** Only the definitions that are switched on and whose active period holds `now`. */
  activeOnly?: boolean;
}

/** Options of {@link parseCatalog}. */
export interface ParseCatalogOptions {
  /**
   * The time zone of the server's clock, as an IANA name. Unless it is given, the list shows how far that clock is from UTC: by
   * the offsets that it writes when something was made and changed.
   */
  serverTimeZone?: string;
  /** The largest body that is read, in bytes: 256 MiB unless it is given. */
  maxBytes?: number;
}

const DEFINITIONS = { ...AT, activeOnly: checks.boolean } satisfies Record<keyof DefinitionOptions, Check<unknown>>;
const PARSE = { serverTimeZone: zoneOf("serverTimeZone"), maxBytes: checks.count } satisfies Record<
  keyof ParseCatalogOptions,
  Check<unknown>
>;

/**
 * What an organisation offers: the definitions of its target groups. {@link Snapshot.withCatalog} joins it with what a
 * user has.
 *
 * It is freed when it is collected; {@link Catalog.free} or `using` does it at once.
 */
export class Catalog {
  readonly #handle: Handle;
  readonly #head: CatalogHead;

  /** @internal */
  constructor(handle: Handle) {
    if (!Handle.is(handle)) throw invalidOption("catalog", "only parseCatalog() makes catalogues");
    this.#handle = handle;
    this.#head = handle.ask((engine, number) => engine.catalogHead(number));
  }

  /**
   * Vue, and what is built on its proxies (Alpine, Pinia), leaves objects with this alone. Behind a proxy private members are
   * out of reach.
   *
   * @internal
   */
  get __v_skip(): true {
    return true;
  }

  /** How many definitions a page of the list holds; null when the response does not say. */
  get limit(): number | null {
    return this.#head.limit;
  }

  /** How many definitions come before this page; null when the response does not say. */
  get offset(): number | null {
    return this.#head.offset;
  }

  /** How many definitions there are on all pages; null when the response does not say. */
  get total(): number | null {
    return this.#head.total;
  }

  /** What the API reported beside its data. */
  get apiErrors(): ApiMessage[] {
    return this.#head.apiErrors;
  }

  /** What the API warned of. */
  get apiWarnings(): ApiMessage[] {
    return this.#head.apiWarnings;
  }

  /** What could not be read, each with its JSON path. */
  get issues(): Issue[] {
    return this.#handle.ask((engine, handle) => engine.catalogIssues(handle));
  }

  /**
   * The definitions, in order of arrival.
   *
   * @throws {MilestreakError} `invalid-option`
   * @example
   * for (const { name, activePeriod } of parseCatalog(bytes).definitions({ activeOnly: true })) offer(name, activePeriod);
   */
  definitions(options?: DefinitionOptions): GroupDefinition[] {
    const { now, timeZone, activeOnly } = at(options, DEFINITIONS, "definitions()");
    return this.#handle.ask((engine, handle) => engine.definitions(handle, now, timeZone, activeOnly ?? false));
  }

  /**
   * These definitions and those of another page of the list. Where both have one, the other page's counts. Both stay as they
   * are.
   *
   * @throws {MilestreakError} `invalid-option`
   * @example
   * let catalog = parseCatalog(pages[0]);
   * for (const page of pages.slice(1)) catalog = catalog.concat(parseCatalog(page));
   */
  concat(other: Catalog): Catalog {
    const second = Catalog.handleOf(other, "concat()");
    return new Catalog(
      this.#handle.ask((engine, first) =>
        second.ask((_, second) => new Handle("catalog", () => engine.concatCatalogs(first, second))),
      ),
    );
  }

  /** Frees what the engine holds. Snapshots joined with it keep what they need. */
  free(): void {
    this.#handle.free();
  }

  /** {@link Catalog.free}, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }

  /** The handle of a catalogue. @internal */
  static handleOf(catalog: unknown, where: string): Handle {
    if (!(typeof catalog === "object" && catalog !== null && #handle in catalog)) {
      throw invalidOption("catalog", `${where}: this is no Catalog; parseCatalog() makes one`);
    }
    return catalog.#handle;
  }
}

/**
 * Reads the list of an organisation's target groups, or the definition of one.
 *
 * @param input bytes (the fast path), a string, or the parsed object
 * @throws {MilestreakError} as {@link parse}
 */
export function parseCatalog(input: ResponseInput, options?: ParseCatalogOptions): Catalog {
  const { serverTimeZone, maxBytes } = readOptions(options, PARSE, "parseCatalog()");
  const bytes = toBytes(input, maxBytes);
  return new Catalog(
    new Handle("catalog", (engine) => engine.parseCatalog(write(engine, bytes), serverTimeZone, knownZones)),
  );
}
