#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# A shop as a CGI program in Perl. httpd signs people in and keeps the cart; a thing's name and how many: pears=2&tea=1
use strict;
use warnings;

sub encode { my ($text) = @_; $text =~ s/([^A-Za-z0-9._-])/sprintf '%%%02X', ord $1/ge; return $text }
sub decode { my ($text) = @_; $text =~ tr/+/ /; $text =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge; return $text }

sub escape {
    my ($text) = @_;
    my %entity = ('&' => '&amp;', '<' => '&lt;', '>' => '&gt;', '"' => '&quot;');
    $text =~ s/([&<>"])/$entity{$1}/g;
    return $text;
}

sub page {
    my ($status, $html) = @_;
    print "Status: $status\nContent-Type: text/html; charset=utf-8\n\n",
        qq(<!doctype html>\n<html lang="en">\n<title>Shop</title>\n$html\n);
}

sub pairs { return map { decode($_) } map { /^([^=]*)=(.*)$/s } split /&/, shift }

sub cart { return pairs($ENV{OAUTH_SESSION_DATA}) }

sub item_of_form {
    read STDIN, my $form, 500;
    my %field = pairs($form // '');
    my $item = $field{item} // '';
    return length $item <= 100 && $item !~ /[\x00-\x1f\x7f]/ ? $item : '';
}

sub dashboard {
    my %cart = cart();
    my ($count, $list) = (0, '');
    for my $item (sort keys %cart) {
        my $name = escape($item);
        $count += $cart{$item};
        $list .= qq(<li>$cart{$item} × $name <form method=post action=/perl/dashboard/remove>)
            . qq(<button name=item value="$name">Remove</button></form>\n);
    }
    my $person = escape($ENV{OAUTH_CLAIM_name} // $ENV{REMOTE_USER});
    page('200 OK', qq(<h1>Hello, $person</h1><p>Things in your cart: $count</p>
        <form method=post action=/perl/dashboard/add><input name=item required maxlength=50><button>Add</button></form><ul>$list</ul>
        <form method=post action=/oauth/logout><button>Sign out</button></form>));
}

# What the headers say is saved before the browser goes there.
sub see_dashboard { print "Status: 303 See Other\nLocation: /perl/dashboard\n", map({ "$_\n" } @_), "\n" }

sub add {
    my %cart = cart();
    my $item = item_of_form();
    return page('400 Bad Request', '<p>That does not fit into the cart.') if $item eq '' || keys %cart >= 50;
    my $amount = ($cart{$item} // 0) + 1;
    see_dashboard('X-Session-Set: ' . encode($item) . "=$amount", "X-Session-If-Version: $ENV{OAUTH_SESSION_VERSION}");
}

sub remove {
    my $item = item_of_form();
    return page('400 Bad Request', '<p>Which one?') if $item eq '';
    see_dashboard('X-Session-Unset: ' . encode($item));
}

my %pages = (
    'GET /'                  => sub { page('200 OK', '<h1>Shop</h1><a href="/oauth/login?to=/perl/dashboard">Sign in</a>') },
    'GET /dashboard'         => \&dashboard,
    'POST /dashboard/add'    => \&add,
    'POST /dashboard/remove' => \&remove,
);
my $asked = $ENV{REQUEST_METHOD} . ' ' . ($ENV{PATH_INFO} || '/');
($pages{$asked} // sub { page('404 Not Found', '<p>There is no such page.') })->();
