import t from 'tap'
import { Html, html } from '../../lib/report/html.ts'

t.test('values are escaped, as text and as attributes', async (t) => {
  const name = `<b title="x">'&'</b>`
  const escaped = '&lt;b title=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;'
  t.equal(html`<p title="${name}">${name}</p>`.toString(), `<p title="${escaped}">${escaped}</p>`)
})

t.test('templates nest, lists join, and nothing is nothing', async (t) => {
  const items = ['a', '<'].map((item) => html`<li>${item}</li>`)
  t.equal(html`<ul>${items}</ul>`.toString(), '<ul><li>a</li><li>&lt;</li></ul>')
  t.equal(html`${null}${undefined}${false}${0}${''}`.toString(), '0')
  t.equal(html`${new Html('<i>')}${['<', [1, null]]}`.toString(), '<i>&lt;1')
})
