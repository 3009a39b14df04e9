// <pk-nav-toggle>: shows and hides the list of lessons beside a lab, and remembers it. Its words are its attributes, and may change.
class NavToggle extends HTMLElement {
  static readonly observedAttributes = ['data-hide', 'data-show'];

  connectedCallback(): void {
    const root = document.documentElement;
    this.querySelector('button')?.addEventListener('click', () => {
      root.dataset.nav = root.dataset.nav === 'off' ? 'on' : 'off';
      localStorage.setItem('podkova-nav', root.dataset.nav);
      this.show();
    });
    this.show();
  }

  attributeChangedCallback(): void {
    this.show();
  }

  private show(): void {
    const button = this.querySelector('button');
    const open = document.documentElement.dataset.nav !== 'off';
    const label = (open ? this.dataset.hide : this.dataset.show) ?? '';
    button?.setAttribute('aria-expanded', String(open));
    button?.setAttribute('aria-label', label);
    button?.setAttribute('title', label);
  }
}

customElements.define('pk-nav-toggle', NavToggle);
