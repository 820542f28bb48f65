/** Rules of this house that no published plugin has. */

const hasDocstring = (context, node) => {
  const last = context.sourceCode.getCommentsBefore(node).at(-1);
  return last?.type === 'Block' && last.value.startsWith('*');
};

/** Overloads and the second of two declarations of one name are explained by the first. */
const isOverload = (node) => {
  const siblings = node.parent.body;
  const before = siblings[siblings.indexOf(node) - 1];
  const name = node.declaration?.id?.name;
  return name !== undefined && before?.declaration?.id?.name === name;
};

const docstring = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { missing: 'An export says in a /** sentence */ what it returns or holds.' },
  },
  create: (context) => ({
    'ExportNamedDeclaration[declaration]'(node) {
      if (!hasDocstring(context, node) && !isOverload(node)) {
        context.report({ node, messageId: 'missing' });
      }
    },
  }),
};

export const house = { rules: { docstring } };
