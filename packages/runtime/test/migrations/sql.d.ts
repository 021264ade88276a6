declare module '*.sql' {
  /** The file's text: esbuild's loader `text`. */
  const text: string;
  export default text;
}
