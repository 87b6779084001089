declare const config: {
  readonly files: readonly string[];
  readonly asarUnpack: readonly string[];
  readonly extraResources: readonly { readonly from: string; readonly to: string }[];
  readonly electronFuses: Readonly<Record<string, boolean>>;
  readonly fileAssociations: readonly { readonly ext: string }[];
  readonly linux: { readonly icon: string };
  readonly mac: { readonly icon: string };
  readonly win: { readonly icon: string };
};
export default config;
