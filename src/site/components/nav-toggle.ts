// <pk-nav-toggle>: shows and hides the list of lessons beside a lab, and remembers it.
class NavToggle extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector('button');
    const root = document.documentElement;
    const show = () => {
      const open = root.dataset.nav !== 'off';
      const label = (open ? this.dataset.hide : this.dataset.show) ?? '';
      button?.setAttribute('aria-expanded', String(open));
      button?.setAttribute('aria-label', label);
      button?.setAttribute('title', label);
    };
    button?.addEventListener('click', () => {
      root.dataset.nav = root.dataset.nav === 'off' ? 'on' : 'off';
      localStorage.setItem('podkova-nav', root.dataset.nav);
      show();
    });
    show();
  }
}

customElements.define('pk-nav-toggle', NavToggle);
