import type { EventEmitter } from 'node:events';
import type { Context, ContextManagementToken, ContextManager } from '@opentelemetry/api';
import { currentScope, enterScope, runInScope } from '../../../scope.ts';
import { boundEmitter } from './bound-emitter.ts';
import { activeContext, ContextScope } from './context-scope.ts';

/**
 * The API's context manager over the runtime's one scope: a context is active exactly where a scope holds it, so that
 * log lines, spans and propagation agree.
 */
export class ScopeContextManager implements ContextManager {
  active(): Context {
    return activeContext();
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    run: F,
    receiver?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return runInScope(scopeOf(context), () => Reflect.apply(run, receiver, args), undefined, undefined);
  }

  bind<T>(context: Context, target: T): T {
    if (isEmitter(target)) return boundEmitter(target, (listener) => this.bind(context, listener));
    if (typeof target !== 'function') return target;
    const original = target as unknown as (...args: unknown[]) => unknown;
    const run = (receiver: unknown, args: unknown[]) => this.with(context, original, receiver, ...args);
    const bound = function bound(this: unknown, ...args: unknown[]) {
      return run(this, args);
    };
    Object.defineProperty(bound, 'length', { value: original.length, configurable: true });
    return bound as T;
  }

  attach(context: Context): ContextManagementToken {
    const previous = currentScope();
    enterScope(scopeOf(context));
    return { dispose: () => enterScope(previous) };
  }

  enable(): this {
    return this;
  }

  disable(): this {
    return this;
  }
}

function scopeOf(context: Context): ContextScope {
  return new ContextScope(context, currentScope()?.requestId);
}

function isEmitter(target: unknown): target is EventEmitter {
  return (
    typeof target === 'object' &&
    target !== null &&
    'on' in target &&
    'removeListener' in target &&
    typeof target.on === 'function' &&
    typeof target.removeListener === 'function'
  );
}
