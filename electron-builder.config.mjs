/**
 * How the desktop app is packaged: `npm run package`, on the system that it is for (the ffmpeg that npm has fetched is that system's).
 *
 * Code is in an archive. What is started or loaded as a library (the executor, ONNX Runtime, ffmpeg) lies unpacked beside it, and
 * what is served or read as files (the editor, models, workflows) lies in the resources folder, where nothing stands between.
 */
export default {
  appId: 'io.github.patchloom',
  productName: 'Patchloom',
  copyright: 'MIT licence',
  directories: { output: 'release', buildResources: 'packaging' },
  files: [
    'package.json',
    'LICENSE',
    'out/main/**',
    'out/preload/**',
    'dist/**',
    // All other packages are inside the bundles.
    '!node_modules/!(onnxruntime-node|onnxruntime-common|ffmpeg-static|libsql|@libsql|@neon-rs)/**',
    // Binaries for other systems and processors are 250 of 290 MB.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder fills these in.
    '!node_modules/onnxruntime-node/bin/napi-v6/!(${platform})/**',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above.
    '!node_modules/onnxruntime-node/bin/napi-v6/${platform}/!(${arch})/**',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above.
    '!node_modules/@libsql/!(${platform}-${arch}-*|${platform}-${arch})/**',
    // npm can't tell which C library a Linux has, and brings the binaries for both; Electron runs on one alone.
    '!node_modules/@libsql/*-musl/**',
    '!node_modules/onnxruntime-node/{lib,script}/**',
    '!node_modules/onnxruntime-common/{lib,dist/esm}/**',
    '!**/*.{map,d.ts}',
  ],
  asarUnpack: ['dist/**', 'node_modules/**'],
  extraResources: [
    { from: 'models', to: 'models' },
    { from: 'workflows', to: 'workflows' },
    { from: 'out/renderer', to: 'out/renderer' },
  ],
  // Native modules come ready-made for Node-API, which is the same in every Electron.
  npmRebuild: false,
  electronFuses: {
    // The executor is started as a plain Node process.
    runAsNode: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  // Windows knows files by their last ending alone: there, one opens them with “Open with” or by dropping them on the window.
  fileAssociations: [
    {
      ext: 'patchloom.json',
      name: 'Patchloom workflow',
      description: 'Patchloom workflow',
      mimeType: 'application/vnd.patchloom.workflow+json',
      role: 'Editor',
      rank: 'Owner',
    },
  ],
  linux: {
    target: ['AppImage', 'deb'],
    category: 'AudioVideo',
    synopsis: 'Text-to-video workflows',
    icon: 'packaging/icons',
    maintainer: 'The Patchloom authors',
  },
  // ONNX Runtime has no library for Macs with Intel processors.
  mac: {
    target: [{ target: 'dmg', arch: ['arm64'] }],
    category: 'public.app-category.video',
    icon: 'packaging/icon.icns',
  },
  win: { target: ['nsis'], icon: 'packaging/icon.ico' },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
};
