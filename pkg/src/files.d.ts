declare module "*.css" {
  const css: string;
  export default css;
}

/** The build writes the file as hexadecimal digits. */
declare module "*.wasm" {
  const hexadecimal: string;
  export default hexadecimal;
}

/** Whoever builds for an edge runtime compiles it. */
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
