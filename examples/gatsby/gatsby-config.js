module.exports = {
  siteMetadata: {
    title: 'Contour Lines',
    description: 'A monthly handful of links for people who draw maps.',
    siteUrl: 'https://contour-lines.example',
  },
  plugins: [
    'gatsby-plugin-image',
    'gatsby-plugin-sharp',
    'gatsby-transformer-sharp',
    { resolve: 'gatsby-source-filesystem', options: { name: 'blog', path: `${__dirname}/content/blog` } },
    {
      resolve: 'gatsby-plugin-mdx',
      options: { extensions: ['.md', '.mdx'], gatsbyRemarkPlugins: ['gatsby-remark-images'] },
    },
  ],
};
