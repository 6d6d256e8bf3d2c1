//! Changes to the generated builders: setters of optional fields take the value, `set_` variants take an `Option`.
//!
//! The generator's type builders take `TryInto<Option<T>>`, which string literals do not implement.

use quote::format_ident;
use syn::visit_mut::VisitMut;
use syn::{
    GenericArgument, ImplItem, ImplItemFn, Item, PathArguments, Type, TypeParamBound, WherePredicate,
    parse_quote,
};

/// Adds the setters of optional fields to every builder in `items`.
pub(super) fn transform(items: &mut [Item]) {
    for item in items {
        let Item::Impl(block) = item else { continue };
        if block.trait_.is_some() {
            continue;
        }
        let mut added = Vec::new();
        for item in &mut block.items {
            if let ImplItem::Fn(function) = item
                && let Some(value) = take_plain_value(function)
            {
                added.push(ImplItem::Fn(option_setter(function, &value)));
            }
        }
        block.items.extend(added);
    }
}

/// Changes a setter of an optional field to take the value itself; returns the value's type.
fn take_plain_value(function: &mut ImplItemFn) -> Option<Type> {
    let target = bound_target(function)?;
    if let Some(inner) = option_inner(target) {
        *target = inner.clone();
        WrapSome.visit_block_mut(&mut function.block);
        return Some(inner);
    }
    let value = target.clone();
    let mut seen = SeesSome(false);
    seen.visit_block_mut(&mut function.block);
    seen.0.then_some(value)
}

/// Returns the type `X` in the bound `T: TryInto<X>`.
fn bound_target(function: &mut ImplItemFn) -> Option<&mut Type> {
    let clause = function.sig.generics.where_clause.as_mut()?;
    clause.predicates.iter_mut().find_map(|predicate| {
        let WherePredicate::Type(predicate) = predicate else {
            return None;
        };
        predicate.bounds.iter_mut().find_map(|bound| {
            let TypeParamBound::Trait(bound) = bound else {
                return None;
            };
            let last = bound
                .path
                .segments
                .last_mut()
                .filter(|last| last.ident == "TryInto")?;
            let PathArguments::AngleBracketed(arguments) = &mut last.arguments else {
                return None;
            };
            match arguments.args.first_mut() {
                Some(GenericArgument::Type(target)) => Some(target),
                _ => None,
            }
        })
    })
}

fn option_inner(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) => Some(inner.clone()),
        _ => None,
    }
}

/// Returns the variant of a setter that takes an `Option`.
fn option_setter(function: &ImplItemFn, value: &Type) -> ImplItemFn {
    let field = &function.sig.ident;
    let name = format_ident!("set_{}", field.to_string().trim_start_matches("r#"));
    let doc = format!("Sets or clears `{field}`.");
    parse_quote! {
        #[doc = #doc]
        pub fn #name(mut self, value: ::std::option::Option<#value>) -> Self {
            self.#field = Ok(value);
            self
        }
    }
}

/// Replaces `value.try_into()` by `value.try_into().map(Some)`.
struct WrapSome;

impl VisitMut for WrapSome {
    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        if matches!(expr, syn::Expr::MethodCall(call) if call.method == "try_into") {
            let inner = expr.clone();
            *expr = parse_quote! { #inner.map(::std::option::Option::Some) };
        } else {
            syn::visit_mut::visit_expr_mut(self, expr);
        }
    }
}

/// Whether a block contains `.map(Some)`, as for optional parameters in an operation's builder.
struct SeesSome(bool);

impl VisitMut for SeesSome {
    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        let is_some = matches!(call.args.first(), Some(syn::Expr::Path(path)) if path.path.is_ident("Some"));
        self.0 |= call.method == "map" && is_some;
        syn::visit_mut::visit_expr_method_call_mut(self, call);
    }
}
