import type { Page } from 'playwright-core';

/** Drops a file on the window, as from a file manager. */
export function dropFile(page: Page, name: string, type: string, content: Buffer, onto = 'body'): Promise<unknown> {
  return page.evaluate(
    `(() => {
      const bytes = Uint8Array.from(atob('${content.toString('base64')}'), (letter) => letter.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], ${JSON.stringify(name)}, { type: ${JSON.stringify(type)} }));
      const target = document.querySelector(${JSON.stringify(onto)});
      const place = { clientX: 400, clientY: 300 };
      target.dispatchEvent(new DragEvent('drop', { ...place, bubbles: true, cancelable: true, dataTransfer }));
    })()`,
  );
}
