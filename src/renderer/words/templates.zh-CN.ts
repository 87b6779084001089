import type { Language } from './languages.ts';

/** What example workflows are called and say of themselves in Simplified Chinese; the files speak English. */
const TEMPLATES_ZH: Readonly<Record<string, { readonly title: string; readonly description: string }>> = {
  'text-to-video': { title: '文生视频', description: '一句话变成一段视频：内置模型，每个阶段都看得见。' },
};

/** An example's words in a language; undefined where the file's own are to be shown. */
export function localTemplate(name: string, language: Language) {
  return language === 'zh-CN' ? TEMPLATES_ZH[name] : undefined;
}
