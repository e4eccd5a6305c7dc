// The editor and the menus put <style> elements into the page while it runs. The page's policy takes those that carry
// its nonce, and the editor has no setting for one: so every <style> that a script makes gets it.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
const make = document.createElement.bind(document) as (name: string, options?: ElementCreationOptions) => HTMLElement;

document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const element = make(name, options);
  if (nonce && element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
}) as typeof document.createElement;

export {};
