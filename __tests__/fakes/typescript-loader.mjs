import { registerHooks } from 'node:module';

// Sources name each other as they are called after the build: './x.js' is x.ts here.
registerHooks({
  resolve(name, context, next) {
    const isOurs = name.startsWith('.') && !context.parentURL?.includes('/node_modules/');
    return next(isOurs ? name.replace(/\.js$/, '.ts') : name, context);
  },
});
